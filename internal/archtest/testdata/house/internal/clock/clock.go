package clock

import (
	_ "crypto/rand"
	_ "math/rand/v2"
	"time"
)

var Now = time.Now
