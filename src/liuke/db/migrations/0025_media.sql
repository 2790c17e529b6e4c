-- Pictures. Their bytes lie beside the database (a folder, or an object store), each once a tenant, named by its hash.

-- bytes that are written, about to be written, or about to go; token: the bytes that were put while it was the same are there
CREATE TABLE media_object (
    tenant_id int NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    bytes int NOT NULL CHECK (bytes > 0),
    touched_us bigint NOT NULL,
    token bigint NOT NULL,
    PRIMARY KEY (tenant_id, hash)
);
CREATE INDEX media_object_age ON media_object (tenant_id, touched_us);

-- a picture as others name it; one that was erased stays as a name that leads to nothing
CREATE TABLE medium (
    tenant_id int NOT NULL,
    id text NOT NULL CHECK (id ~ '^med_[0-9]{1,10}_[0-9a-f]{32}$'),
    purpose text NOT NULL CHECK (purpose IN ('goods', 'prize', 'theme', 'proof')),
    state text NOT NULL CHECK (state IN ('pending', 'shown', 'refused', 'erased')),
    reason text NOT NULL DEFAULT '',
    member_id bigint NOT NULL DEFAULT 0 CHECK ((member_id <> 0) = (purpose = 'proof')),
    fingerprint bigint NOT NULL,
    actor text NOT NULL,
    made_us bigint NOT NULL,
    changed_us bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX medium_listed ON medium (tenant_id, made_us DESC, id DESC);
CREATE INDEX medium_member ON medium (member_id, made_us DESC) WHERE member_id <> 0;
CREATE INDEX medium_refused ON medium (tenant_id, fingerprint) WHERE state = 'refused';
CREATE INDEX medium_changed ON medium (tenant_id, changed_us) WHERE state <> 'erased';

-- the same picture in each size; small pictures have the same bytes in several
CREATE TABLE medium_size (
    tenant_id int NOT NULL,
    id text NOT NULL,
    size text NOT NULL CHECK (size IN ('full', 'card', 'thumb')),
    hash bytea NOT NULL,
    type text NOT NULL CHECK (type IN ('image/jpeg', 'image/png')),
    bytes int NOT NULL,
    width int NOT NULL CHECK (width > 0),
    height int NOT NULL CHECK (height > 0),
    PRIMARY KEY (tenant_id, id, size)
);
CREATE INDEX medium_size_hash ON medium_size (tenant_id, hash);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['media_object', 'medium', 'medium_size'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_rows ON %I USING (tenant_id = (SELECT liuke_tenant())) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()))', name);
    END LOOP;
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE DELETE, TRUNCATE ON medium FROM liuke_app;
    END IF;
END $$;
