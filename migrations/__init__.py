"""Migrations of the register's database: forward only, one subject each."""
