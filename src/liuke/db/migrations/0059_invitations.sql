-- Who brought a member, and how many that member has brought: two levels of a tree are one short scan, however many
-- invitees there are. A row is written by that member's own operations alone, so nobody waits for a popular inviter's.
CREATE TABLE invitation (
    tenant_id int NOT NULL,
    member_id bigint PRIMARY KEY,
    inviter_id bigint,
    invited int NOT NULL DEFAULT 0,
    effective int NOT NULL DEFAULT 0
);
CREATE INDEX invitation_invitees ON invitation (inviter_id) INCLUDE (member_id) WHERE inviter_id IS NOT NULL;
-- most invitees bring nobody
CREATE INDEX invitation_second ON invitation (inviter_id) INCLUDE (invited, effective)
    WHERE inviter_id IS NOT NULL AND (invited <> 0 OR effective <> 0);

CREATE FUNCTION invitation_note_edge() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE brought_by bigint := CASE WHEN NEW.doc->>'status' <> 'void' THEN (NEW.doc->>'inviter')::bigint END;
BEGIN
    INSERT INTO invitation AS i (tenant_id, member_id, inviter_id) VALUES (NEW.tenant_id, NEW.key::bigint, brought_by)
    ON CONFLICT (member_id) DO UPDATE SET inviter_id = excluded.inviter_id
        WHERE i.inviter_id IS DISTINCT FROM excluded.inviter_id;
    RETURN NULL;
END $$;

CREATE FUNCTION invitation_note_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO invitation AS i (tenant_id, member_id, invited, effective) VALUES (
        NEW.tenant_id, NEW.member_id,
        CASE NEW.kind WHEN 'referral_invited' THEN 1 WHEN 'referral_left' THEN -1 ELSE 0 END,
        CASE NEW.kind WHEN 'referral_completed' THEN 1 WHEN 'referral_undone' THEN -1 ELSE 0 END)
    ON CONFLICT (member_id) DO UPDATE
        SET invited = i.invited + excluded.invited, effective = i.effective + excluded.effective;
    RETURN NULL;
END $$;

CREATE TRIGGER invitation_edge AFTER INSERT OR UPDATE ON shared FOR EACH ROW
    WHEN (NEW.kind = 'referral' AND NEW.version > 0 AND left(NEW.key, 1) <> '~')
    EXECUTE FUNCTION invitation_note_edge();
CREATE TRIGGER invitation_count AFTER INSERT ON record FOR EACH ROW
    WHEN (NEW.kind IN ('referral_invited', 'referral_left', 'referral_completed', 'referral_undone'))
    EXECUTE FUNCTION invitation_note_count();

INSERT INTO invitation (tenant_id, member_id, inviter_id, invited, effective)
SELECT tenant_id, member_id, max(inviter_id), sum(invited), sum(effective) FROM (
    SELECT tenant_id, key::bigint AS member_id, 0 AS invited, 0 AS effective,
        CASE WHEN doc->>'status' <> 'void' THEN (doc->>'inviter')::bigint END AS inviter_id
    FROM shared WHERE kind = 'referral' AND version > 0 AND left(key, 1) <> '~'
    UNION ALL
    SELECT tenant_id, member_id,
        (kind = 'referral_invited')::int - (kind = 'referral_left')::int,
        (kind = 'referral_completed')::int - (kind = 'referral_undone')::int, NULL
    FROM record WHERE kind IN ('referral_invited', 'referral_left', 'referral_completed', 'referral_undone')
) f GROUP BY tenant_id, member_id;

DO $$
BEGIN
    ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
    CREATE POLICY tenant_rows ON invitation USING (tenant_id = (SELECT liuke_tenant()))
        WITH CHECK (tenant_id = (SELECT liuke_tenant()));
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE TRUNCATE ON invitation FROM liuke_app;
    END IF;
END $$;
