"""PostgreSQL 18 and Redis for a machine that has neither, out of their wheels.

One *pair* of servers lives in one data folder. Whoever needs it holds it (:func:`portal.embedded.pair.hold`);
the first holder starts it, later ones attach, and when the last one is gone, however it ended, the pair stops.
The kernel counts the holders: each keeps a shared ``flock``, which dies with its process.

The wheels' own Python interfaces are left aside: as root, the one of PostgreSQL opens every folder above the data
to the whole machine and adds a system user.
"""
