for words in "help nosuchthing" "plya --help" "record tial --help" "record tail" "play --base-url" record; do
  $PROFILE $words || echo "exit $?"
done
$PROFILE help record tial --json
