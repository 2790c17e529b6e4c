-- Two members who were found to be one. Both rows stay for ever: who went leads to who stays.

ALTER TABLE member_state
    ADD COLUMN merged_into bigint,
    ADD COLUMN absorbed boolean NOT NULL DEFAULT false, -- whether anybody ever went into this member
    ADD CONSTRAINT member_state_merged CHECK (merged_into <> member_id);
CREATE INDEX member_state_merged ON member_state (merged_into) WHERE merged_into IS NOT NULL;

-- op_n: operation of who went; kept: what each owner noted, by which it is undone
CREATE TABLE member_merge (
    member_id bigint NOT NULL,
    op_n bigint NOT NULL,
    tenant_id int NOT NULL,
    into_id bigint NOT NULL CHECK (into_id <> member_id),
    into_op_n bigint NOT NULL,
    t_us bigint NOT NULL,
    merged_by text NOT NULL,
    reason text NOT NULL CHECK (length(reason) > 0),
    kept json NOT NULL,
    split_us bigint,
    split_by text,
    split_reason text,
    into_split_op_n bigint,
    PRIMARY KEY (member_id, op_n),
    CHECK ((split_us IS NULL) = (split_by IS NULL) AND (split_us IS NULL) = (into_split_op_n IS NULL))
);
CREATE INDEX member_merge_into ON member_merge (into_id);

DO $$
BEGIN
    ALTER TABLE member_merge ENABLE ROW LEVEL SECURITY;
    CREATE POLICY tenant_rows ON member_merge USING (tenant_id = (SELECT liuke_tenant()))
        WITH CHECK (tenant_id = (SELECT liuke_tenant()));
    CREATE INDEX member_merge_tenant ON member_merge (tenant_id, t_us);
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE DELETE, TRUNCATE ON member_merge FROM liuke_app;
    END IF;
END $$;

-- who is left of a member: the one that the chain of merges ends at
CREATE FUNCTION member_root(p_member bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    WITH RECURSIVE up AS (
        SELECT m.member_id, m.merged_into FROM member_state m WHERE m.member_id = p_member
        UNION ALL
        SELECT m.member_id, m.merged_into FROM up JOIN member_state m ON m.member_id = up.merged_into
    )
    SELECT up.member_id FROM up WHERE up.merged_into IS NULL
$$;

-- everybody who went into these members, directly or through others
CREATE FUNCTION member_others(p_members bigint[]) RETURNS TABLE (root bigint, other bigint) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE down AS (
        SELECT m.member_id AS root, m.member_id FROM unnest(p_members) AS m (member_id)
        UNION ALL
        SELECT down.root, m.member_id FROM down JOIN member_state m ON m.merged_into = down.member_id
    )
    SELECT down.root, down.member_id FROM down WHERE down.root <> down.member_id ORDER BY 1, 2
$$;

-- as before; the eighth number of a member: into whom they went, or -1 where somebody went into them
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
               m.last_active_us, m.now_us, m.due_us, m.ops, m.test::int::bigint,
               coalesce(m.merged_into, CASE WHEN m.absorbed THEN -1 END)
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

-- as before; likewise
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
               m.test::int::bigint, coalesce(m.merged_into, CASE WHEN m.absorbed THEN -1 END)
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
