-- Logins by phone that can be renewed until they end: of what renews one, a keyed mark is kept.
CREATE TABLE phone_login_session (
    tenant_id int NOT NULL REFERENCES tenant,
    mark bytea NOT NULL,
    member_id bigint NOT NULL,
    begun_us bigint NOT NULL,
    ends_us bigint NOT NULL CHECK (ends_us >= begun_us),
    PRIMARY KEY (tenant_id, mark)
);
CREATE INDEX phone_login_session_member ON phone_login_session (member_id, begun_us);
CREATE INDEX phone_login_session_end ON phone_login_session (tenant_id, ends_us);
ALTER TABLE phone_login_session ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON phone_login_session USING (tenant_id = (SELECT liuke_tenant()))
    WITH CHECK (tenant_id = (SELECT liuke_tenant()));
