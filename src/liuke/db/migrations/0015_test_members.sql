-- Members with whom a merchant tries things out: they play by the same rules and count nowhere.
ALTER TABLE member_state ADD COLUMN test boolean NOT NULL DEFAULT false;
CREATE INDEX member_state_test ON member_state (tenant_id, member_id) WHERE test;

-- what test members make of a shared document lies beside it, under its key with a mark in front
ALTER TABLE shared DROP CONSTRAINT shared_key_check;
ALTER TABLE shared ADD CONSTRAINT shared_key_check CHECK (length(key) BETWEEN 1 AND 206);

-- as before; n7 of the first part: 1 for a test member
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
               m.last_active_us, m.now_us, m.due_us, m.ops, m.test::int::bigint, NULL::bigint
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

-- as before; n7 of the first part: 1 for a test member
CREATE OR REPLACE FUNCTION member_look(p_tenant int, p_member bigint, p_assets text[])
RETURNS TABLE (
    part smallint, key bytea, t1 text, t2 text, t3 text, t4 text, t5 text,
    n1 bigint, n2 bigint, n3 bigint, n4 bigint, n5 bigint, n6 bigint, n7 bigint, n8 bigint
) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM set_config('liuke.tenant_id', p_tenant::text, true);
    RETURN QUERY
        SELECT 0::smallint, m.personal_key, m.tier, m.doc::text, NULL, NULL, NULL,
               m.registered_us, m.registered_day::bigint, m.last_active_us, m.now_us, m.due_us, m.ops,
               m.test::int::bigint, NULL::bigint
        FROM member_state m WHERE m.tenant_id = p_tenant AND m.member_id = p_member;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT 1::smallint, NULL::bytea, w.asset, NULL, NULL, NULL, NULL,
               w.available, w.pending, w.held, w.frozen, w.debt, w.earned, w.seq, w.last_us
        FROM wallet w WHERE w.member_id = p_member ORDER BY w.asset;
    RETURN QUERY
        SELECT 2::smallint, NULL::bytea, l.asset, l.ref, l.rule, NULL, NULL,
               l.seq, l.amount, l.remaining, l.expires_us, l.settles_us, l.t_us, NULL::bigint, NULL::bigint
        FROM unnest(p_assets) AS k (asset)
        JOIN lot l ON l.member_id = p_member AND l.asset = k.asset AND l.remaining > 0;
    RETURN QUERY
        SELECT 3::smallint, NULL::bytea, c.batch, c.status, c.code, c.source, c.ref,
               c.coupon_id, c.valid_from_us, c.valid_until_us, c.program_version::bigint, c.granted_us, c.used_us,
               c.saved_cents, NULL::bigint
        FROM coupon c WHERE c.member_id = p_member;
    RETURN QUERY
        SELECT 4::smallint, NULL::bytea, e.benefit, e.source, NULL, NULL, NULL,
               e.entitlement_id, e.period_start_us, e.period_end_us, e.quota::bigint, e.carried::bigint,
               e.used::bigint, e.program_version::bigint, NULL::bigint
        FROM entitlement e WHERE e.member_id = p_member;
    RETURN QUERY
        SELECT 5::smallint, NULL::bytea, s.item, NULL, NULL, NULL, NULL,
               s.remaining::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
               NULL::bigint
        FROM stock s WHERE s.tenant_id = p_tenant;
END $$;
