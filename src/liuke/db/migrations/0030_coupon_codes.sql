-- Coupons are looked up by the code that a customer shows, whoever the member is.
CREATE INDEX coupon_code ON coupon (tenant_id, code) WHERE code <> '';
