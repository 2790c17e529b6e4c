-- Personal data is sealed: what a dump of these tables shows of it cannot be read without the keys of the vault.

-- The key under which a member's personal data is sealed, sealed itself by the vault. Null: there is none. Whoever sets
-- it to null makes everything sealed under it unreadable for ever, in histories and in dumps alike.
ALTER TABLE member_state ADD COLUMN personal_key bytea;

-- What phone numbers and addresses are hashed with, so that they can be found and not be guessed; sealed by the vault.
ALTER TABLE tenant ADD COLUMN pepper bytea;

-- Of a name that is personal by itself (a phone number) external_id holds '<mask>#<32 hex digits>' and this the name as
-- it was given, under the member's key.
ALTER TABLE identity ADD COLUMN sealed bytea;

CREATE FUNCTION identity_shown(p_external_id text, p_sealed bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_sealed IS NULL THEN p_external_id ELSE left(p_external_id, -33) END;

-- as before, and the member's key in the first part
CREATE OR REPLACE FUNCTION engine_load(p_tenant int, p_members bigint[], p_key_members bigint[], p_keys text[])
RETURNS TABLE (
    part smallint, member_id bigint, text1 text, text2 text, bytes bytea,
    n1 bigint, n2 bigint, n3 bigint, n4 bigint, n5 bigint, n6 bigint, n7 bigint, n8 bigint
) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM set_config('liuke.tenant_id', p_tenant::text, true);
    PERFORM 1 FROM member_state m WHERE m.member_id = ANY (p_members) ORDER BY m.member_id FOR NO KEY UPDATE;
    RETURN QUERY
        SELECT 0::smallint, m.member_id, m.tier, m.doc::text, m.personal_key, m.registered_us, m.registered_day::bigint,
               m.last_active_us, m.now_us, m.due_us, m.ops, NULL::bigint, NULL::bigint
        FROM member_state m WHERE m.member_id = ANY (p_members);
    RETURN QUERY
        SELECT 1::smallint, w.member_id, w.asset, NULL::text, NULL::bytea, w.available, w.pending, w.held, w.frozen,
               w.debt, w.earned, w.seq, w.last_us
        FROM wallet w WHERE w.member_id = ANY (p_members);
    RETURN QUERY
        SELECT 2::smallint, o.member_id, o.key, o.answer::text, o.input_hash, NULL::bigint, NULL::bigint, NULL::bigint,
               NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint
        FROM unnest(p_key_members, p_keys) AS k (member_id, key)
        JOIN operation o ON o.member_id = k.member_id AND o.key = k.key;
    RETURN QUERY
        SELECT 3::smallint, 0::bigint, NULL::text, NULL::text, NULL::bytea,
               greatest((extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
                        (SELECT s.until_us FROM seal s WHERE s.tenant_id = p_tenant ORDER BY s.number DESC LIMIT 1)),
               NULL::bigint, NULL::bigint, NULL::bigint,
               NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint;
END $$;
