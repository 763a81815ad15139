"""What is made of outcomes: replications, intervals, scenarios, searches and reports."""
