-- no-transaction
-- A transfer between shops is over once in each of them, whichever member's row says so.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS record_clearing ON record (tenant_id, key, kind)
    WHERE kind IN ('clearing_in', 'clearing_out');
