package sync // want "has no row in the import table" "a package called sync says nothing"
