-- Documents that come to be while people play and belong to no single member (a team, a bargain, a card pool).

-- version 0 is seen by nobody but the transaction that holds it: a place kept for a document that may come to be
CREATE TABLE shared (
    tenant_id int NOT NULL,
    kind text NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    doc json NOT NULL,
    version bigint NOT NULL CHECK (version >= 0),
    updated_us bigint NOT NULL,
    PRIMARY KEY (tenant_id, kind, key)
) WITH (fillfactor = 50);

-- which operation of whom wrote which version: 1, 2, 3 … of each document, without gaps
CREATE TABLE shared_put (
    member_id bigint NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    tenant_id int NOT NULL,
    op_n bigint NOT NULL,
    PRIMARY KEY (member_id, kind, key, version)
);
CREATE INDEX shared_put_document ON shared_put (tenant_id, kind, key, version);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['shared', 'shared_put'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_rows ON %I USING (tenant_id = (SELECT liuke_tenant())) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()))', name);
    END LOOP;
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON shared_put FROM liuke_app;
    END IF;
END $$;

-- Locks documents in the order in which they are given, those that do not exist yet included, and reads them.
--
-- One statement does both, so that the order holds across the two: who would insert is made to wait for who did, and a
-- row that exists is locked by the conflict without being written. Where waiting is not allowed, a lock that is not free
-- at once raises lock_not_available.
CREATE FUNCTION engine_lock_shared(p_tenant int, p_kinds text[], p_keys text[], p_wait boolean)
RETURNS TABLE (kind text, key text, version bigint, doc text)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE before text := current_setting('lock_timeout');
BEGIN
    IF NOT p_wait THEN
        PERFORM set_config('lock_timeout', '1ms', true);
    END IF;
    INSERT INTO shared AS s (tenant_id, kind, key, doc, version, updated_us)
    SELECT p_tenant, w.kind, w.key, 'null', 0, 0
    FROM unnest(p_kinds, p_keys) WITH ORDINALITY AS w (kind, key, place) ORDER BY w.place
    ON CONFLICT (tenant_id, kind, key) DO UPDATE SET version = s.version WHERE false;
    IF NOT p_wait THEN
        PERFORM set_config('lock_timeout', before, true);
    END IF;
    RETURN QUERY
        SELECT s.kind, s.key, s.version, s.doc::text FROM unnest(p_kinds, p_keys) AS w (kind, key)
        JOIN shared s ON s.tenant_id = p_tenant AND s.kind = w.kind AND s.key = w.key;
END $$;
