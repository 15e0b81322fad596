// Stand-in for the demo data: the system starts without any.
