package helpers // want "has no row in the import table" "a package called helpers says nothing"
