"""Land-use certificates, their versions, parcels and holders."""
