"""What people read, made from the release and from nothing else."""
