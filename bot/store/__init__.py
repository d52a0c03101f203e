"""SQL: tables, migrations, one repository per noun, and the unit of work that holds them together."""
