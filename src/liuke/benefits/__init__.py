"""Benefits: the catalogue, entitlements with quota and period, redemption by code, money saved."""
