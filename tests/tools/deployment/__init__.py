"""The stack on AWS: what `make deploy` looks at before and tells after, its users, and what `make destroy` keeps."""
