"""The families of literals; each module adds its cases to a recorder."""
