"""What `helpline doctor` looks at: one module a subject, each a function from settings to findings."""
