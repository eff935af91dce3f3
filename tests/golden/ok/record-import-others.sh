for program in firefox playwright mitmproxy; do
  $PROFILE record import "$REPO/tests/recording/fixtures/$program.har" --out $program
  $PROFILE assemble $program --name $program --quiet
  ls $program/runs/ample-otter/_logs/bodies 2> /dev/null || echo "no bodies"
done
