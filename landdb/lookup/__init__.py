"""Reads across rooms: the parcel card, the search box, the views of a dossier or certificate."""
