-- What operations changed on lots, coupons and entitlements, so that a moment of the past is read and not guessed.

-- as the lot stood before the operation; null: not known
CREATE TABLE lot_change (
    member_id bigint NOT NULL,
    asset text NOT NULL,
    lot_seq bigint NOT NULL,
    op_n bigint NOT NULL,
    tenant_id int NOT NULL,
    expires_us bigint,
    settles_us bigint,
    PRIMARY KEY (member_id, asset, lot_seq, op_n)
);

-- the status before (empty: there was no such coupon yet; null: not known) and after the operation
CREATE TABLE coupon_move (
    member_id bigint NOT NULL,
    coupon_id bigint NOT NULL,
    op_n bigint NOT NULL,
    tenant_id int NOT NULL,
    old text,
    new text NOT NULL,
    PRIMARY KEY (member_id, coupon_id, op_n)
);

-- uses that the operation took (negative: gave back); null: what was used up to then is not known any more in detail
CREATE TABLE entitlement_use (
    member_id bigint NOT NULL,
    entitlement_id bigint NOT NULL,
    op_n bigint NOT NULL,
    tenant_id int NOT NULL,
    count int,
    PRIMARY KEY (member_id, entitlement_id, op_n)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lot_change', 'coupon_move', 'entitlement_use'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_rows ON %I USING (tenant_id = (SELECT liuke_tenant())) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()))', name);
        EXECUTE format('CREATE INDEX %I ON %I (tenant_id)', name || '_tenant', name);
        IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM liuke_app', name);
        END IF;
    END LOOP;
END $$;

-- What was done before is not known step by step: a mark at the member's last operation says so. Lots keep their times but
-- for those that settled (at the first settling of the same rule and reference) or to which something was given back.
INSERT INTO coupon_move (member_id, coupon_id, op_n, tenant_id, old, new)
SELECT c.member_id, c.coupon_id, s.ops, c.tenant_id, NULL, c.status
FROM coupon c JOIN member_state s USING (member_id);

INSERT INTO entitlement_use (member_id, entitlement_id, op_n, tenant_id, count)
SELECT e.member_id, e.entitlement_id, s.ops, e.tenant_id, NULL
FROM entitlement e JOIN member_state s USING (member_id) WHERE e.used > 0;

INSERT INTO lot_change (member_id, asset, lot_seq, op_n, tenant_id, expires_us, settles_us)
SELECT l.member_id, l.asset, l.seq, max(p.op_n), l.tenant_id, NULL, NULL
FROM lot l
JOIN lot_use u ON u.member_id = l.member_id AND u.asset = l.asset AND u.lot_seq = l.seq AND u.amount < 0
JOIN posting p ON p.member_id = u.member_id AND p.asset = u.asset AND p.seq = u.seq
GROUP BY l.member_id, l.asset, l.seq, l.tenant_id;

INSERT INTO lot_change (member_id, asset, lot_seq, op_n, tenant_id, expires_us, settles_us)
SELECT l.member_id, l.asset, l.seq, settled.op_n, l.tenant_id, l.expires_us, settled.t_us
FROM lot l
JOIN posting made ON made.member_id = l.member_id AND made.asset = l.asset AND made.seq = l.seq
    AND made.target = 'pending'
CROSS JOIN LATERAL (
    SELECT op_n, t_us FROM posting s
    WHERE s.member_id = l.member_id AND s.asset = l.asset AND s.kind = 'settle' AND s.rule = made.rule
      AND s.ref = made.ref AND s.seq > made.seq
    ORDER BY s.seq LIMIT 1
) settled
WHERE l.settles_us = 0
ON CONFLICT DO NOTHING;
