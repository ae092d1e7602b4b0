"""Land dossiers, their steps and the parcels they concern."""
