"""Where analyses run: in this process, in others, on a Dask cluster; and which are known already."""
