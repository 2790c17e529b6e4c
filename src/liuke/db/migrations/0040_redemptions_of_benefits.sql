-- no-transaction
-- Counters list what they redeemed, the newest first, to undo what was redeemed by mistake.
CREATE INDEX CONCURRENTLY record_benefit_redemption ON record (tenant_id, t_us DESC, key DESC)
    WHERE kind = 'benefit_redemption';
