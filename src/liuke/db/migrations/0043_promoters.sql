-- no-transaction
-- Super promoters in the order in which they came to be.
CREATE INDEX CONCURRENTLY record_promoted ON record (tenant_id, t_us DESC, member_id DESC)
    WHERE kind = 'referral_promoted';
