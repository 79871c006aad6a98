"""A load test of the running local stack, by Locust: `make load`."""
