"""Our own coordinate systems: VN-2000 in 3° zones with the official datum shift.

PROJ and PostGIS choose another operation in the Mekong delta, 0.8 m off QĐ 05/2007/QĐ-BTNMT, and
PostGIS 3.3 lacks EPSG 9205-9218. SRID = 91DDMM of the central meridian. The shift is written in the
position-vector convention of towgs84, so the rotation signs are those of the decision reversed.
Meridians: the provinces' (TT 973/2001/TT-TCDC) and those of the sea (111, 114, 117).
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MERIDIANS = (
    "102 00,103 00,104 00,104 30,104 45,105 00,105 30,105 45,106 00,106 15,106 30,107 00,107 15,"
    "107 30,107 45,108 00,108 15,108 30,111 00,114 00,117 00"
)
TO_WGS84 = "-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"
PROJ4 = (
    "+proj=tmerc +lat_0=0 +lon_0={lon} +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84"
    " +towgs84=" + TO_WGS84 + " +units=m +no_defs"
)
WKT = (
    'PROJCS["VN-2000 / TM-3 {name}",GEOGCS["VN-2000",DATUM["Vietnam_2000",'
    'SPHEROID["WGS 84",6378137,298.257223563],TOWGS84[' + TO_WGS84 + "]],"
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],'
    'PARAMETER["central_meridian",{lon}],PARAMETER["scale_factor",0.9999],'
    'PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1],'
    'AXIS["Easting",EAST],AXIS["Northing",NORTH]]'
)
#: Minutes as decimals of a degree, in the digits PROJ strings are written with.
DECIMALS = {"00": "", "15": ".25", "30": ".5", "45": ".75"}


def upgrade() -> None:
    bind = op.get_bind()
    for meridian in MERIDIANS.split(","):
        degrees, minutes = meridian.split()
        zone = {
            "srid": int(f"91{int(degrees) % 100:02d}{minutes}"),
            "name": f"VN-2000 / TM-3 {degrees}-{minutes}",
            "lon": degrees + DECIMALS[minutes],
        }
        zone["definition"] = PROJ4.format(lon=zone["lon"])
        zone["wkt"] = WKT.format(lon=zone["lon"], name=f"{degrees}-{minutes}")
        bind.execute(
            sa.text(
                "INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text)"
                " VALUES (:srid, 'LANDDB', :srid, :wkt, :definition)"
                " ON CONFLICT (srid) DO UPDATE SET auth_name = excluded.auth_name,"
                " auth_srid = excluded.auth_srid, srtext = excluded.srtext,"
                " proj4text = excluded.proj4text"
            ),
            zone,
        )
        bind.execute(
            sa.text(
                "INSERT INTO land_crs (srid, name, is_geographic, area_srid, central_meridian, definition)"
                " VALUES (:srid, :name, false, :srid, :lon, :definition)"
            ),
            zone,
        )
