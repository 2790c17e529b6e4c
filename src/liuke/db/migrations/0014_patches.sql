-- Under which patches something was decided: paths of overlays in their order, with a blank between; empty: none.
ALTER TABLE operation ADD COLUMN patches text NOT NULL DEFAULT '';
ALTER TABLE posting ADD COLUMN patches text NOT NULL DEFAULT '';
ALTER TABLE tier_change ADD COLUMN patches text NOT NULL DEFAULT '';
ALTER TABLE coupon ADD COLUMN patches text NOT NULL DEFAULT '';
ALTER TABLE entitlement ADD COLUMN patches text NOT NULL DEFAULT '';
