package desk

import "strings"

var (
	templateSet    = register(&Spec{Name: "template.set", Version: 1, New: func() Command { return &SetTemplate{} }, May: managers, Group: "template"})
	templateRemove = register(&Spec{Name: "template.remove", Version: 1, New: func() Command { return &RemoveTemplate{} }, May: managers, Group: "template"})
)

// MaxTemplateText is the largest text of a template, in bytes.
const MaxTemplateText = 20 << 10

// Filling is what a template's placeholders stand for.
type Filling struct {
	Client  string
	Contact string
	Number  string
	Subject string
	Me      string
}

// Fill puts the filling into a template's text. What is not known is left out; what is no placeholder stays as it is, and
// so does what a filled text itself looks like.
func Fill(text string, f Filling) string {
	return strings.NewReplacer("{client}", f.Client, "{contact}", f.Contact, "{number}", f.Number, "{subject}", f.Subject, "{me}", f.Me).Replace(text)
}

// checkAudience refuses an audience that there is not.
func checkAudience(a Audience) error {
	if a != ToClient && a != ToInternal {
		return Errorf(CodeInvalid, "message.audience_unknown")
	}
	return nil
}
