package ignored

import _ "database/sql"
