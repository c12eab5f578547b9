"""What clerks do at their desk: inbox, tasks, the counter, supervision, search and figures."""
