package text

import . "time" // want "time must be imported by its name"

var Today = Now()
