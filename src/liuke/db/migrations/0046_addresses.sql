-- Addresses of members, each sealed under its member's key and bound to its place.
CREATE TABLE member_address (
    member_id bigint NOT NULL,
    address_id text NOT NULL CHECK (address_id ~ '^[A-Za-z0-9_-]{1,40}$'),
    tenant_id int NOT NULL,
    sealed bytea NOT NULL,
    is_default boolean NOT NULL,
    made_us bigint NOT NULL,
    changed_us bigint NOT NULL,
    PRIMARY KEY (member_id, address_id)
);
CREATE INDEX member_address_tenant ON member_address (tenant_id, member_id);
ALTER TABLE member_address ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON member_address USING (tenant_id = (SELECT liuke_tenant()))
    WITH CHECK (tenant_id = (SELECT liuke_tenant()));
