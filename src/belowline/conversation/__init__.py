"""What readers do, one file per verb: post, edit, withdraw, report, like, appeal, read."""
