-- no-transaction
-- Transfers between shops, the latest first, and by member.
CREATE INDEX CONCURRENTLY IF NOT EXISTS record_clearing_time ON record (tenant_id, t_us DESC, key DESC, kind DESC)
    WHERE kind IN ('clearing_in', 'clearing_out');
