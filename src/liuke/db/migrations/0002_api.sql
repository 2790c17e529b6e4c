-- Who may call, and indexes for what the API lists.

-- Keys of programs. The secret is not kept, only its SHA-256.
CREATE TABLE api_key (
    tenant_id int NOT NULL REFERENCES tenant,
    key_id text NOT NULL CHECK (key_id ~ '^[0-9a-f]{16}$'),
    name text NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_us bigint NOT NULL,
    created_by text NOT NULL,
    expires_us bigint,
    revoked_us bigint,
    last_used_us bigint,
    PRIMARY KEY (tenant_id, key_id)
);
CREATE UNIQUE INDEX api_key_id ON api_key (key_id);

-- Lists and searches. None of these columns changes with an order, so updates of a member's row stay within its page.
CREATE INDEX member_state_joined ON member_state (tenant_id, registered_us, member_id);
CREATE INDEX member_state_tier ON member_state (tenant_id, tier, registered_us, member_id);
CREATE INDEX identity_search ON identity (tenant_id, external_id text_pattern_ops);
CREATE INDEX record_redeem_code ON record (tenant_id, key) WHERE kind = 'redeem_code';

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['api_key'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_rows ON %I USING (tenant_id = (SELECT liuke_tenant())) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()))', name);
    END LOOP;
END $$;

-- Who calls is asked before it is known whose rows may be seen; these answer for one exact name and nothing else.
CREATE FUNCTION api_key_find(p_key_id text) RETURNS SETOF api_key
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
BEGIN ATOMIC
    SELECT k.* FROM api_key k WHERE k.key_id = p_key_id;
END;
