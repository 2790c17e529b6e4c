-- no-transaction
-- Transfers between shops that wait for the other shop's answer.
CREATE INDEX CONCURRENTLY IF NOT EXISTS hold_clearing ON hold (tenant_id, hold_id)
    WHERE purpose = 'clearing' AND status = 'open';
