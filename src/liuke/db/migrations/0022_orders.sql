-- Orders are looked up by the shop's number of them, whoever the member is.
CREATE INDEX purchase_order ON purchase (tenant_id, order_id);
