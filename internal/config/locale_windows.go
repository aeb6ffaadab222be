package config

import "golang.org/x/sys/windows"

// systemLocale is the first language that the person chose for Windows itself.
func systemLocale() string {
	langs, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil || len(langs) == 0 {
		return ""
	}
	return langs[0]
}
