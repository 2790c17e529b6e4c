-- no-transaction
-- What people hand over is listed for the whole tenant, the newest first.
CREATE INDEX CONCURRENTLY record_mall_order ON record (tenant_id, t_us DESC, key DESC) WHERE kind = 'mall_order';
