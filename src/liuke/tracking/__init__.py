"""What people do in the merchant's apps and pages, taken in beside the engine."""
