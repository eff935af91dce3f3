$PROFILE plya us-small
