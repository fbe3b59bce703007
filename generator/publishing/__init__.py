"""What lies on disk: the finished site and its exchange, the lock, and the record of what was published."""
