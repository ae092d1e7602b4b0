"""Flask and folium: shows the register to people."""
