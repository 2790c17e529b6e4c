-- Activities and campaigns that a merchant called off: closed to everybody from the commit of the row.

-- slot and entry: by which entry of which slot the members are found who hold something in it; empty: nobody does
CREATE TABLE cancellation (
    tenant_id int NOT NULL,
    path text NOT NULL CHECK (length(path) BETWEEN 1 AND 200 AND path !~ ' '),
    t_us bigint NOT NULL,
    reason text NOT NULL,
    cancelled_by text NOT NULL,
    slot text NOT NULL,
    entry text NOT NULL,
    status text NOT NULL CHECK (status IN ('giving_back', 'done')),
    after_member bigint NOT NULL DEFAULT 0,
    members bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, path)
);

DO $$
BEGIN
    ALTER TABLE cancellation ENABLE ROW LEVEL SECURITY;
    CREATE POLICY tenant_rows ON cancellation USING (tenant_id = (SELECT liuke_tenant()))
        WITH CHECK (tenant_id = (SELECT liuke_tenant()));
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE DELETE, TRUNCATE ON cancellation FROM liuke_app;
    END IF;
END $$;

-- everything that was cancelled as one row of two texts, with blanks between: the same texts need no second reading
CREATE FUNCTION liuke_cancelled(p_tenant int) RETURNS TABLE (paths text, times text) LANGUAGE sql STABLE AS $$
    SELECT string_agg(c.path, ' ' ORDER BY c.path), string_agg(c.t_us::text, ' ' ORDER BY c.path)
    FROM cancellation c WHERE c.tenant_id = p_tenant
$$;

-- as before, holding off whoever cancels; part 4 says what was cancelled, if anything was
CREATE OR REPLACE FUNCTION engine_load(p_tenant int, p_members bigint[], p_key_members bigint[], p_keys text[])
RETURNS TABLE (
    part smallint, member_id bigint, text1 text, text2 text, bytes bytea,
    n1 bigint, n2 bigint, n3 bigint, n4 bigint, n5 bigint, n6 bigint, n7 bigint, n8 bigint
) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM set_config('liuke.tenant_id', p_tenant::text, true);
    PERFORM pg_advisory_xact_lock_shared(1818848873, p_tenant);
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
    RETURN QUERY
        SELECT 4::smallint, 0::bigint, c.paths, c.times, NULL::bytea, NULL::bigint, NULL::bigint, NULL::bigint,
               NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint
        FROM liuke_cancelled(p_tenant) c WHERE c.paths IS NOT NULL;
END $$;

-- as before; part 6 says what was cancelled, if anything was
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
    RETURN QUERY
        SELECT 6::smallint, NULL::bytea, c.paths, c.times, NULL, NULL, NULL,
               NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
               NULL::bigint
        FROM liuke_cancelled(p_tenant) c WHERE c.paths IS NOT NULL;
END $$;
