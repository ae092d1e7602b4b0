"""All tables of the register in one metadata: what migrations are compared with."""

from landdb.access import models as access
from landdb.certificates import models as certificates
from landdb.codes import models as codes
from landdb.custody import models as custody
from landdb.db import Base
from landdb.dossiers import models as dossiers
from landdb.journal import models as journal
from landdb.offices import models as offices
from landdb.parcels import models as parcels
from landdb.parties import models as parties
from landdb.rights import models as rights
from landdb.sources import models as sources
from landdb.surveys import models as surveys
from landdb.tiles import models as tiles

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "access",
    "certificates",
    "codes",
    "custody",
    "dossiers",
    "journal",
    "offices",
    "parcels",
    "parties",
    "rights",
    "sources",
    "surveys",
    "tiles",
]
