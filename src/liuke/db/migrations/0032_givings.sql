-- What staff give by hand: to one member, a selection or a list, each once.

CREATE TABLE giving (
    tenant_id int NOT NULL,
    giving_id text NOT NULL CHECK (length(giving_id) BETWEEN 1 AND 100),
    what json NOT NULL,
    reason text NOT NULL CHECK (length(reason) > 0),
    asked_by text NOT NULL,
    asked_us bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'rejected', 'undoing', 'undone')),
    members int NOT NULL CHECK (members > 0),
    cost_cents bigint CHECK (cost_cents >= 0),
    decided_by text,
    decided_us bigint,
    undone_by text,
    undone_us bigint,
    PRIMARY KEY (tenant_id, giving_id)
);
CREATE INDEX giving_listed ON giving (tenant_id, asked_us DESC, giving_id DESC);
CREATE INDEX giving_open ON giving (tenant_id, status) WHERE status IN ('waiting', 'running', 'undoing');

CREATE TABLE giving_item (
    member_id bigint NOT NULL,
    giving_id text NOT NULL,
    tenant_id int NOT NULL,
    status text NOT NULL CHECK (status IN ('waiting', 'given', 'refused', 'returning', 'returned', 'kept')),
    why text NOT NULL DEFAULT '',
    t_us bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (member_id, giving_id)
);
CREATE INDEX giving_item_turn ON giving_item (tenant_id, giving_id, status, member_id);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['giving', 'giving_item'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_rows ON %I USING (tenant_id = (SELECT liuke_tenant())) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()))', name);
        IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
            EXECUTE format('REVOKE DELETE, TRUNCATE ON %I FROM liuke_app', name);
        END IF;
    END LOOP;
END $$;
