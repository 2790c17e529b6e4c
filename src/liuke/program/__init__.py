"""The program (会员方案): the merchant's whole configuration as one typed, versioned document."""
