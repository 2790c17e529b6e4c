-- Logging in by a code that was sent to a phone. Neither the number nor the code is kept: a keyed mark of each is.
CREATE TABLE phone_login_code (
    tenant_id int NOT NULL REFERENCES tenant,
    phone_mark bytea NOT NULL,
    code_mark bytea NOT NULL,
    tries int NOT NULL,
    ends_us bigint NOT NULL,
    PRIMARY KEY (tenant_id, phone_mark)
);
CREATE INDEX phone_login_code_end ON phone_login_code (tenant_id, ends_us);

-- How often a phone, a network, or the merchant as a whole was sent a code, and a network tried one, in the current window.
CREATE TABLE phone_login_count (
    tenant_id int NOT NULL REFERENCES tenant,
    key bytea NOT NULL,
    counted int NOT NULL,
    ends_us bigint NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
CREATE INDEX phone_login_count_end ON phone_login_count (tenant_id, ends_us);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['phone_login_code', 'phone_login_count'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_rows ON %I USING (tenant_id = (SELECT liuke_tenant())) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()))', name);
    END LOOP;
END $$;

-- Whoever logs in names the merchant before anything of the merchant may be seen: one exact name, one number.
CREATE FUNCTION tenant_named(p_slug text) RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT t.tenant_id FROM tenant t WHERE t.slug = p_slug;
END;
